"""Imports: what others already wrote down becomes items of the hub, without a word typed again.

A *source profile* says how the records of a source are read and what their fields are here. A *run* reads a file with
a profile: each record is *created*, *updated*, left *unchanged*, or *refused* with a reason, and what had to be mended
is counted by name. All of a run is stored, or nothing. A field that somebody changed here by hand since the last run
is kept, and shown as a *conflict*.
"""
