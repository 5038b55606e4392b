/**
 * The paths of the Foreign Function &amp; Memory API. Class files for 22, which 21 does not run though its preview of the API has all
 * that is used here: for 21 the tests compile this package once more with that JDK's own compiler.
 */
package io.pindown.it.foreign;
