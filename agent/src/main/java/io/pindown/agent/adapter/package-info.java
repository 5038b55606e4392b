/** Later. */ package io.pindown.agent.adapter;
