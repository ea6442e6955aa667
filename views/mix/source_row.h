// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/mix/mix_types.h"

class QCheckBox;
class QDoubleSpinBox;
class QLineEdit;

namespace phi1 {

class ElidedLabel;
class FlowLayout;
class IconButton;
class TextLabel;

/// One source of a recipe: which corpus, which of its samples, with what weight; below, what that
/// gives.
class SourceRow final : public QWidget
{
    Q_OBJECT
public:
    explicit SourceRow(const MixSource &source, QWidget *parent = nullptr);

    const MixSource &source() const { return m_source; }
    void setSource(const MixSource &source);
    void setPlace(int index, int count); ///< which of the sources; the first cannot go up
    /// @param titles  of all sources, for overlaps
    void setCount(const SourceCount &count, const MixShare &share, const QStringList &titles);
    void setCounting();    ///< what is shown is of an earlier question
    QString facts() const; ///< the line below, as it is shown

signals:
    void edited();
    void removeRequested();
    void upRequested();
    void chooseRequested(); ///< the filter is to be chosen in Samples

private:
    void rebuildChips();

    MixSource m_source;
    ElidedLabel *m_title;
    QDoubleSpinBox *m_weight;
    QLineEdit *m_text;
    QCheckBox *m_unique;
    QWidget *m_chips;
    FlowLayout *m_flow;
    TextLabel *m_facts;
    TextLabel *m_warning;
    IconButton *m_up, *m_remove;
};

} // namespace phi1
