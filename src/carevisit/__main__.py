"""`python -m carevisit` is the `carevisit` command."""

from carevisit.cli import main

main()
