package io.pindown.agent.audit;

/** What could not be read, and why. */
record Problem(String place, String message) {}
