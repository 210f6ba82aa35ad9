"""Channels: each speaks one network and nothing else; they know neither rows nor turns."""
