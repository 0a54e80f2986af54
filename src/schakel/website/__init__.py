"""The website: the shell around every page, its components and styles, and the pages that belong to no capability."""
