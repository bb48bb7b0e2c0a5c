package io.rserpool.registrar.view;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/** Items that are made of others when they are read: cheap on the event loop, paid for by the thread that reads. */
final class LazyList<S, T> extends AbstractList<T> {
    private final List<S> sources;
    private final Function<S, T> maker;

    /** @param sources immutable ones */
    LazyList(List<S> sources, Function<S, T> maker) {
        this.sources = sources;
        this.maker = maker;
    }

    @Override
    public T get(int index) {
        return maker.apply(sources.get(index));
    }

    @Override
    public int size() {
        return sources.size();
    }
}
