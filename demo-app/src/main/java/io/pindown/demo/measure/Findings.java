package io.pindown.demo.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * All that a run of the demonstrations found. A part that was not run is null.
 *
 * @param environment where
 * @param stale runs by way
 * @param speed cells by size, then way, both by their JSON names
 * @param trace lines of the self-trace
 * @param jucx a program that uses jucx
 * @param seconds wall time of the whole run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Findings(
    Environment environment,
    Map<String, StaleRun> stale,
    Map<String, Map<String, SpeedCell>> speed,
    List<TraceLine> trace,
    JucxFindings jucx,
    double seconds) {
}
