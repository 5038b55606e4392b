package io.pindown.agent.observe;

import java.util.List;

/**
 * What registrations one place in the code has caused.
 *
 * @param frames the place, from the inmost frame on that is not the JDK's, one at least
 * @param allocates whether the memory was made there; else it was used there, and where it was made is not known
 * @param registrations how many there would have been; 1 for a buffer that is used for ever
 * @param bytes of these registrations
 */
public record SiteFigures(List<String> frames, boolean allocates, long registrations, long bytes) {}
