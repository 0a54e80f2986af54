"""Spaces: where organisations that work together keep what they say, do and decide.

A space has two channels. *With everyone* is for all that take part; *without the public body* is for the private
parties alone, and leaves no trace for the public body: not in a count, a notice, or the dossier. What has a space (an
introduction, a pilot) holds a key to it; the space itself knows neither.
"""
