"""Jobs: durable work on the hub's own database.

A job is *queued* in the transaction that needs it, *leased* by one worker at a time, and *done* in the same
commit as its effect. A worker that dies loses its lease and the job is taken up again: at least once, never lost.

A capability says in its ``jobs`` module what is done for a name::

    @handles("index.rebuild", longest=timedelta(hours=2))
    def rebuild(work: Work) -> None:
        prepared = prepare(work.payload)          # slow, outside any transaction
        with work.completion():                   # the effect and "done" are one commit
            store(prepared)
"""
