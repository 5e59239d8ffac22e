"""The tables and the drawings of the loops, as the documents show them: made from the code, so they can't say something else."""

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
        lines.append(f"| `{step.path}` {step.en} | {step.zh} | {result} | {sources} | {to} | {who} |")
    return "\n".join(lines)


def as_drawing(loop: Loop) -> str:
    """The states and the steps between them as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {loop.begins.value}"]
    lines += [f"    {state.value} : {state.value} {state.zh}" for state in loop.states]
    for step in loop.steps:
        if step.to is not None:
            label = f"{step.path} {step.result}".strip() + (f" ({step.once})" if step.once else "")
            lines += [f"    {source.value} --> {step.to.value} : {label}" for source in step.sources]
    lines += [f"    {end.value} --> [*]" for end in loop.ends]
    return "\n".join(lines)
