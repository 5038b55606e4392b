package io.pindown.demo.measure;

/**
 * Speed of one way at one message size.
 *
 * @param mibPerSecond median over the rounds
 * @param spread the rounds' MiB/s
 * @param microsPerSend median microseconds of one send over all rounds
 * @param microsPerSend99 99th percentile of the same
 * @param pinMicros median microseconds of a send spent on getting and giving back a registration, or on copying
 * @param ofByHand ratio to the upper bound, median of the rounds' ratios: neighbours in time are compared
 * @param sends messages measured
 */
public record SpeedCell(
    double mibPerSecond,
    Spread spread,
    double microsPerSend,
    double microsPerSend99,
    double pinMicros,
    double ofByHand,
    long sends) {
}
