package io.rserpool.handlespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree holds what a set of the JDK would, and stays balanced. */
class TreeTest {
    private static final class Number extends TreeNode<Number> {
        final int value;

        Number(int value) {
            this.value = value;
        }
    }

    private static final class Numbers extends Tree<Number> {
        @Override
        int compare(Number one, Number other) {
            return Integer.compare(one.value, other.value);
        }
    }

    private final Numbers tree = new Numbers();

    private List<Integer> content() {
        var content = new ArrayList<Integer>();
        tree.forEach(number -> content.add(number.value));
        return content;
    }

    private static int checkedHeight(Number number) {
        if (number == null) {
            return 0;
        }
        int left = checkedHeight(number.left);
        int right = checkedHeight(number.right);
        assertThat(Math.abs(left - right)).isLessThanOrEqualTo(1);
        assertThat(number.height).isEqualTo((byte) (1 + Math.max(left, right)));
        return number.height;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void holdsWhatASetWouldAfterAnyChanges(long seed) {
        var random = new Random(seed);
        var expected = new TreeSet<Integer>();
        var nodes = new ArrayList<Number>();
        IntStream.range(0, 200).mapToObj(Number::new).forEach(nodes::add);
        for (int i = 0; i < 5_000; i++) {
            var node = nodes.get(random.nextInt(nodes.size()));
            if (expected.add(node.value)) {
                tree.add(node);
            } else {
                expected.remove(node.value);
                tree.remove(node);
            }
            checkedHeight(tree.root());
            assertThat(tree.size()).isEqualTo(expected.size());
            if (i % 50 == 0) {
                assertThat(content()).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void aMillionInOrderAreNoDeeperThanTheyMustBe() {
        for (int i = 0; i < 1_000_000; i++) {
            tree.add(new Number(i));
        }
        assertThat(tree.root().height).isEqualTo((byte) 20);
        assertThat(tree.first().value).isZero();
    }

    @Test
    void goesOnFromWhereItIsTold() {
        for (int i = 0; i < 100; i += 2) {
            tree.add(new Number(i));
        }
        for (int from = -1; from < 101; from++) {
            int least = from;
            var rest = new ArrayList<Integer>();
            tree.from(number -> number.value >= least).forEachRemaining(number -> rest.add(number.value));
            assertThat(rest)
                    .isEqualTo(
                            content().stream().filter(value -> value >= least).toList());
        }
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        tree.add(new Number(1));
        assertThatThrownBy(() -> tree.remove(new Number(2))).isInstanceOf(NoSuchElementException.class);
    }
}
