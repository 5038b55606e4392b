package io.pindown.agent.audit;

/**
 * One place in a library. Names are as in sources, with dots; the descriptor is the class file's.
 *
 * @param line 0 when the class file does not say
 * @param sink what is called there, or what the declared native method or the named constant is
 */
record Site(String type, String method, String descriptor, int line, Kind kind, String sink, Judgement judgement) {
  Verdict verdict() {
    return judgement.verdict();
  }
}
