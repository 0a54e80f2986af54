"""Messages: telling people what happened, on their own page and by mail, once.

Whoever has something to tell says so inside the transaction of what happened (`tell`). That writes a *notice* for each
person, and a *mail* for who wants one: all of it is stored together with what happened, or nothing is. A job sends
the mail later; what is in it is worded then, in the language of who reads it, after asking once more whether they may
still see what it is about.

A mail server cannot be asked whether it took a mail. So the moment before the last step of handing over is stored.
When a worker dies after that, the mail is not sent again by itself: it is shown to the staff as uncertain. That is
the one way in which nobody gets the same mail twice.

This package knows no people. Who is behind "person:7", and how to reach them, is asked of whoever registered for it
(`addressees`); what can be told, and in which words, of whoever registered a *kind* (`kinds`).
"""
