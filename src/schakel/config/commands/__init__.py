"""One module for each verb: ``add_arguments(parser)`` says what it takes, ``run(options)`` does it.

``run`` returns an exit code (``schakel.config.outcome``) or raises ImpossibleError.
"""
