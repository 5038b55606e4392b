/** Runs the application's processes, drives them in turn and collects what they say. Class loader: the system loader. */
package io.pindown.demo.harness;
