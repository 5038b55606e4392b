package io.pindown.agent;
public final class Command { public static void main(String[] a) {} }
