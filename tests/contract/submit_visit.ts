// Submits a visit and finds it in the feed, by the client that openapi-generator makes.
// Arguments: the origin, the platform's login and secret (it reads the feed), the agency's, the elder's id.
import { Configuration, FeedApi, ResponseError, SignInApi, VisitsApi } from './generated';

const [origin, reader, readerSecret, agency, agencySecret, elderId] = process.argv.slice(2);

async function signedIn(clientId: string, clientSecret: string): Promise<Configuration> {
  const signIn = new SignInApi(new Configuration({ basePath: origin }));
  const token = await signIn.issueToken({ grantType: 'client_credentials', clientId, clientSecret });
  return new Configuration({ basePath: origin, accessToken: token.accessToken });
}

async function main(): Promise<void> {
  const receipt = await new VisitsApi(await signedIn(agency, agencySecret)).recordVisit({
    visitSheet: {
      elderId,
      mode: 'in_home',
      startedAt: new Date(Date.now() - 3_600_000),
      visitor: { name: '陈网格', category: 'grid_worker' },
      visitorSigned: true,
      elderSigned: { signed: true },
    },
  });
  const feed = new FeedApi(await signedIn(reader, readerSecret));
  for (let after: string | undefined; ; ) {
    const page = await feed.readFeed({ after, types: 'visit.recorded', wait: 10 });
    const event = page.items.find((one) => one.id === receipt.id);
    if (event?.type === 'visit.recorded') {
      console.log(JSON.stringify({ id: event.id, mode: event.data.mode }));
      return;
    }
    if (!page.more && page.items.length === 0) throw new Error('the feed does not tell of the visit');
    after = page.nextCursor;
  }
}

main().catch(async (error: unknown) => {
  console.error(error instanceof ResponseError ? await error.response.text() : error);
  process.exitCode = 1;
});
