"""Taking the text out of a file that nobody trusts.

``child`` is a program of its own: it gets the file on its standard input, gives up whatever else it could do
(``sealing``), and writes what it read to its standard output. Nothing here knows Django or the hub. Only ``start``
runs on the other side: it starts the child and does not wait for longer than it promised.

The office formats are read with a reader of zip files of our own (``zips``) and expat, and not with the libraries that
write them: those build the whole document in memory, ten to fifty times as large as the file, and unpack first.
"""
