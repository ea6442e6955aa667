// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include "core/corpora/search/sample_facets.h"
#include "views/samples/facet_list.h"
#include "views/state/samples_types.h"

class QCheckBox;
class QVBoxLayout;

namespace phi1 {

class FacetHeader;
class HistogramSlider;
class ValueChooser;

/// One property of the samples in the panel of filters: its title, and below, unless folded, what
/// narrows it.
class FacetSection : public QWidget
{
    Q_OBJECT
public:
    FacetSection(const QString &column, QWidget *content, QWidget *parent = nullptr);

    QString column() const { return m_column; }
    QString title() const;
    bool isOpen() const;
    void setOpen(bool open);
    FacetHeader *header() const { return m_header; }
    /// Whether there is anything to choose: more than one value, or a filter that is set.
    bool isUseful() const { return m_useful; }

signals:
    void foldToggled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void setUseful(bool useful) { m_useful = useful; }

private:
    QString m_column;
    FacetHeader *m_header;
    QVBoxLayout *m_layout;
    bool m_useful = false;
};

/// Names to tick.
class CategorySection final : public FacetSection
{
    Q_OBJECT
public:
    explicit CategorySection(const QString &column, QWidget *parent = nullptr);

    void showFacet(const CategoryFacet &facet, const SampleFilter &filter);
    FacetList *list() const { return m_list; }

signals:
    void nameToggled(const QString &column, const QString &name, bool ticked);

private:
    void openChooser(const QRect &area);

    FacetList *m_list;
    QPointer<ValueChooser> m_chooser;
};

/// A histogram with two handles, and a tick for samples that have no value.
class NumberSection final : public FacetSection
{
    Q_OBJECT
public:
    explicit NumberSection(const QString &column, QWidget *parent = nullptr);

    /// @param whole  values are whole numbers
    void showFacet(const NumberFacet &facet, const SampleFilter &filter, bool whole);
    HistogramSlider *slider() const { return m_slider; }
    QCheckBox *missing() const { return m_missing; }

signals:
    void rangeEdited(const QString &column, double low, double high);
    void missingToggled(const QString &column, bool pass);

private:
    explicit NumberSection(const QString &column, QWidget *content, QWidget *parent);
    void showRange();

    HistogramSlider *m_slider;
    QCheckBox *m_missing;
};

} // namespace phi1
