// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>

#include "views/plots/plot_library.h"

namespace phi1 {

/// Lets a function paint on a layer of a plot.
class PaintLayer : public QCPLayerable
{
public:
    PaintLayer(QCustomPlot *plot, const QString &layer, std::function<void(QCPPainter *)> paint)
        : QCPLayerable(plot, layer)
        , m_paint(std::move(paint))
    {}

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override
    {
        painter->setAntialiasing(true);
    }
    void draw(QCPPainter *painter) override { m_paint(painter); }

private:
    std::function<void(QCPPainter *)> m_paint;
};

/// Holds axis rects where they were put by somebody else.
class FreeLayout : public QCPLayout
{
public:
    void add(QCPLayoutElement *element)
    {
        m_elements.append(element);
        adoptElement(element);
    }
    int elementCount() const override { return static_cast<int>(m_elements.size()); }
    QCPLayoutElement *elementAt(int index) const override { return m_elements.value(index); }
    QCPLayoutElement *takeAt(int index) override
    {
        if (index < 0 || index >= m_elements.size())
            return nullptr;
        QCPLayoutElement *element = m_elements.takeAt(index);
        releaseElement(element);
        return element;
    }
    bool take(QCPLayoutElement *element) override
    {
        return takeAt(static_cast<int>(m_elements.indexOf(element))) != nullptr;
    }
    QList<QCPLayoutElement *> elements(bool recursive) const override
    {
        QList<QCPLayoutElement *> all = m_elements;
        if (recursive)
            for (QCPLayoutElement *element : m_elements)
                all << element->elements(true);
        return all;
    }

private:
    QList<QCPLayoutElement *> m_elements;
};

} // namespace phi1
