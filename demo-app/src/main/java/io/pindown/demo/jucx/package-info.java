/** A program that uses jucx as its documentation says, and knows nothing of Pindown. */
package io.pindown.demo.jucx;
