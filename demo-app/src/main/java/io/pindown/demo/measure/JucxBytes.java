package io.pindown.demo.measure;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What came of writes into memory that is freed and allocated again.
 *
 * @param messages writes
 * @param wrong those after which the memory did not hold what was written
 * @param registered how often UCX was asked to register; null where nobody counts
 * @param hits uses that were served from the cache; null where there is none
 * @param invalidated registrations that ended with their memory; null where there is no cache
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JucxBytes(long messages, long wrong, Long registered, Long hits, Long invalidated) {
}
