"""The tables and the drawings of the loops, as the documents show them: made from the code, so they can't say something else."""

import re
from collections.abc import Iterable

from .loop import Loop


def as_table(loop: Loop) -> str:
    """The steps of a loop as a Markdown table."""
    lines = ["| step | 步骤 | result | from | to | who |", "|---|---|---|---|---|---|"]
    for step in loop.steps:
        to = "as it was" if step.to is None else f"`{step.to}`" + (f" {step.once}" if step.once else "")
        sources = ", ".join(f"`{state}`" for state in step.sources)
        who = ", ".join(sorted(step.parties))
        result = f"`{step.result}`" if step.result else ""
        sources += f" (only `{step.kind}`)" if step.kind else ""
        lines.append(f"| `{step.name}` {step.en} | {step.zh} | {result} | {sources} | {to} | {who} |")
    return "\n".join(lines)


def as_drawing(loop: Loop) -> str:
    """The states and the steps between them as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {loop.begins.value}"]
    lines += [f"    {state.value} : {state.value} {state.zh}" for state in loop.states]
    for step in loop.steps:
        if step.to is not None:
            label = f"{step.name} {step.result}".strip() + (f" ({step.once})" if step.once else "")
            lines += [f"    {source.value} --> {step.to.value} : {label}" for source in step.sources]
    lines += [f"    {end.value} --> [*]" for end in loop.ends]
    return "\n".join(lines)


def redraw(document: str, loops: Iterable[Loop]) -> str:
    """A document with its tables and drawings made anew: each stands between two comments, the first of which names it.

    Raises ValueError for a loop that the document does not show.
    """
    for loop in loops:
        drawing = f"```mermaid\n{as_drawing(loop)}\n```"
        for what, text in (("table", as_table(loop)), ("drawing", drawing)):
            begins, ends = f"<!-- {loop.noun}: {what}, made by `carevisit loops --write` -->", "<!-- end -->"
            if begins not in document:
                raise ValueError(f"no {begins}")
            place = re.compile(re.escape(begins) + ".*?" + re.escape(ends), re.DOTALL)
            document = place.sub(lambda _, new=f"{begins}\n{text}\n{ends}": new, document)  # type: ignore[misc]
    return document
