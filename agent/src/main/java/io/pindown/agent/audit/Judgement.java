package io.pindown.agent.audit;

/** A verdict, and who sees the site or why nobody does, in a few words. */
record Judgement(Verdict verdict, String by) {}
