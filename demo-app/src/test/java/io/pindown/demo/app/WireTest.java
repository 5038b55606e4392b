package io.pindown.demo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void announcementsAndReceiptsArriveAsTheyWere() {
    Batch batch = new Batch(true, 3, 5_000_000_000L);
    assertThat(Batch.from(batch.toBytes())).isEqualTo(batch);
    assertThat(batch.total()).isEqualTo(15_000_000_000L);
    Receipt receipt = new Receipt(1L << 40, 0xFFFF_FFFFL);
    assertThat(Receipt.from(receipt.toBytes())).isEqualTo(receipt);
    assertThat(batch.toBytes().remaining()).isEqualTo(Batch.BYTES);
    assertThat(receipt.toBytes().remaining()).isEqualTo(Receipt.BYTES);
  }

  @Test
  void emptyBatchesAreRefused() {
    assertThatThrownBy(() -> new Batch(false, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Batch(false, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
