"""What all parts of the open API share: who calls, what a problem looks like, pages, caching, the contract.

The operations themselves stand with the capability they are about, in its ``api`` package; ``config`` puts them
together. They follow the Dutch API Design Rules (https://logius-standaarden.github.io/API-Design-Rules/).
"""
