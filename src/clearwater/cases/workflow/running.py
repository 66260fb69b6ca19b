"""Work on logs: asked for, taken up, over. Who works holds a lease, which is not kept here."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import JobAsked, JobBegun, JobEnded
from clearwater.cases.records.runs import OVER, Job, JobState, UploadState
from clearwater.cases.workflow.asking import first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_runs import AskJob, BeginJob, CancelJob, EndJob
from clearwater.cases.workflow.refusals import Code, refuse

KINDS = ("scan", "shadow", "estimate", "expand")
"""What can be asked for. A shadow run is a scan whose findings are held against old decisions."""
MOST_WAITING = 50
"""Jobs of one organisation that wait or run at a time."""
LONGEST_SETTINGS = 20_000
LONGEST_WORDS = 2_000


def ask(command: AskJob, context: Context) -> Outcome:
    """Return the step that queues a job, or why it cannot be done."""
    refused = first_refusal(_refusals(command, context))
    if refused is not None:
        return refused
    name = context.fresh.name("job")
    run = context.fresh.name("run") if command.writes_run else command.run
    row = Job(
        context.caller.organisation,
        name,
        command.kind,
        JobState.QUEUED,
        context.caller.user,
        context.now_us,
        None if command.upload is None else command.upload.upload,
        command.log,
        command.settings,
        run,
        0,
        *(None, None, None, None, None),
    )
    return (Step(JobAsked(name, command.kind, run), (row,)),)


def _refusals(command: AskJob, context: Context) -> tuple[Refusal | None, ...]:
    upload = command.upload
    usable = upload is None or (
        upload.state == UploadState.READY and upload.until_us > context.now_us
    )
    return (
        None
        if command.kind in KINDS
        else refuse(Code.OUT_OF_RANGE, expected=" | ".join(KINDS), found=repr(command.kind[:80])),
        None if usable else refuse(Code.NO_SUCH_UPLOAD, next_step="Bring the log again."),
        number_refused("signs of settings", len(command.settings), 2, LONGEST_SETTINGS),
        number_refused("jobs that wait or run", command.waiting, 0, MOST_WAITING - 1),
    )


def cancel(command: CancelJob, context: Context) -> Outcome:
    """Return the step that ends a job before its time; its worker notices."""
    if command.job is None:
        return refuse(Code.NO_SUCH_JOB)
    return _ended(command.job, JobState.CANCELLED, context)


def begin(command: BeginJob, context: Context) -> Outcome:
    """Return the step by which a worker takes a job up."""
    job = command.job
    if job.state in OVER:
        return _over(job)
    begun = replace(job, state=JobState.RUNNING, attempt=job.attempt + 1, began_us=context.now_us)
    return (Step(JobBegun(job.job, begun.attempt), (begun,)),)


def end(command: EndJob, context: Context) -> Outcome:
    """Return the step that says what came of a job."""
    return _ended(command.job, command.state, context, command)


def _ended(job: Job, state: str, context: Context, said: EndJob | None = None) -> Outcome:
    if job.state in OVER:
        return _over(job)
    over = replace(
        job,
        state=state,
        ended_us=context.now_us,
        outcome=None if said is None else said.outcome,
        error=None if said is None else _short(said.error),
        next_step=None if said is None else _short(said.next_step),
    )
    return (Step(JobEnded(job.job, state), (over,)),)


def _over(job: Job) -> Refusal:
    return refuse(Code.JOB_OVER, expected="a job that waits or runs", found=job.state)


def _short(text: str | None) -> str | None:
    return None if text is None else text[:LONGEST_WORDS].replace("\0", "")
