"""The network in the back office. Every write goes through the services, which check it and say it in the trail."""
