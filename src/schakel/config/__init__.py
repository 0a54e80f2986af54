"""Settings, addresses, the web application and the command line: where everything comes together."""
