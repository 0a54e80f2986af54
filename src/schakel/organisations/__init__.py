"""Organisations: municipalities, provinces, companies, knowledge institutions, the hub's partners; and their people.

Municipalities and provinces come and go by law; each is *valid* from a date until a date and names its
successor, so that what was said of Vlaardingen in 2019 stays findable whatever is decided later.
"""
