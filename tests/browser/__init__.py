"""Pages as people see and hear them, in a real Chromium (`make browser`)."""
