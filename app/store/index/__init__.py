"""The index: what the service has summarised, and the incidents that the articles report between them.

    tables      what is kept, in SQLite or PostgreSQL; `migrations/` makes and changes the tables
    database    connections: SQLite's settings, the writer's transactions, migrations, erasure from the file
    rules       the functions of `app.dossier` that say which reports are of one incident, and fuse them
    matching    one account against the store: by blocks, then by likeness; the accounts that hang together
    identity    which id a cluster keeps: pure
    changes     what differs between two versions of a record: pure
    settling    clusters of what a new or erased article touches: ids, fused records, the feed of changes
    announcing  what becomes of an incident, put into the outbox of those who subscribe to it
    writing     put, link, erase, forget
    corrections what persons say of values: kept, put into views of records, listed
    sourced     incidents of a list with the articles that report them, for exports
    reading     summaries, incidents, changes, as an owner may see them
    subscriptions, outbox   who is sent what; what is due, taken and put off
    index       all of it off the event loop: one writer, a few readers

An owner is the id of an API key, or empty where none is needed. Articles of different owners are never put together.
The only importer of SQLAlchemy and alembic.
"""
