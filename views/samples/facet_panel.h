// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include "core/corpora/search/sample_facets.h"
#include "views/state/samples_types.h"

class QCheckBox;
class QScrollArea;
class QVBoxLayout;

namespace phi1 {

class ActionButton;
class CategorySection;
class Chip;
class FacetSection;
class NumberSection;
class Panel;
class TextLabel;

/// What the samples can be narrowed by: names to tick and histograms with handles, each with how
/// many samples pass the other filters. Sections that matter less are folded at first; a section
/// in which there is nothing to choose is not there.
class FacetPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit FacetPanel(QWidget *parent = nullptr);

    /// @param facts  columns there are, with their types
    void showFacets(const SampleFacets &facets, const CorpusFacts &facts);
    void setFilter(const SampleFilter &filter);
    void clear(); ///< another corpus: no figures yet
    /// Figures are of an earlier question.
    void setStale(bool stale);

    QStringList sectionColumns() const; ///< that are shown, in their order
    CategorySection *category(const QString &column) const;
    NumberSection *number(const QString &column) const;
    QCheckBox *duplicatesBox() const { return m_duplicates; }

    QVariantMap saveState() const; ///< which are folded
    void restoreState(const QVariantMap &state);

signals:
    void filterEdited(const phi1::SampleFilter &filter);
    void stateChanged();

private:
    void arrange();
    void showSections();
    FacetSection *sectionOf(const QString &column) const;
    void edit(const SampleFilter &filter);
    void openByDefault(FacetSection *section);

    Panel *m_panel;
    Chip *m_count;
    ActionButton *m_clear;
    QScrollArea *m_area;
    QWidget *m_content;
    QVBoxLayout *m_column;
    QWidget *m_duplicateSection;
    QCheckBox *m_duplicates;
    TextLabel *m_empty;
    QHash<QString, CategorySection *> m_categories;
    QHash<QString, NumberSection *> m_numbers;
    QStringList m_order;
    QHash<QString, bool> m_folds; ///< by hand
    SampleFilter m_filter;
    SampleFacets m_facets;
    CorpusFacts m_facts;
};

} // namespace phi1
