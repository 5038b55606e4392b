/**
 * Hooks in the methods of libraries, put there by a description: a text file that says which method allocates, frees, maps or unmaps
 * what. The agent brings one for the libraries it knows; users write more.
 */
package io.pindown.agent.library;
