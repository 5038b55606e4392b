package io.pindown.demo.measure;

import java.util.Map;

/**
 * A program that uses jucx, without the agent and with it.
 *
 * @param bytes what arrived, by way: {@code plain}, {@code agent}
 * @param nanos to register and deregister, by size, then way: medians and spreads of interleaved rounds
 */
public record JucxFindings(Map<String, JucxBytes> bytes, Map<String, Map<String, Spread>> nanos) {
  public static final String PLAIN = "plain";
  public static final String AGENT = "agent";
}
