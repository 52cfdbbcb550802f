"""Sightline in the browser and as a service: pages, API, jobs. Needs the extra `web`."""
