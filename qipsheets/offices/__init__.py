"""Many schools seen by one office: register, bundles, collecting on an engine, roll-up, what a circular changes."""
