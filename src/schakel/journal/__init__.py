"""The journal: who did what to what, when and why.

One append-only table whose rows are chained by hashes. An action writes its row in its own transaction;
whoever needs to know (the search index, later the programme's figures and sister hubs) *reads on* from
where it was. It is the hub's audit trail, its accountable record and its only way of calling upwards.
"""
