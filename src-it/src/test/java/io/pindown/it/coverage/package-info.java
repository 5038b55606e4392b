/**
 * Which path is seen by what, on which JDK: tests record it as they pass, and the table and the file for programs are made of that.
 * How a test records is in {@code src-it/README.md}.
 */
package io.pindown.it.coverage;
