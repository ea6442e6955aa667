// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/quality/quality_types.h"

class QSplitter;

namespace phi1 {

class HistogramSlider;
class Panel;
class ReadingPane;
class SegmentedChoice;
class TextLabel;
class ActionButton;

/// A threshold on the histogram of a score, what it keeps, and samples of both sides to read.
class CutPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit CutPanel(QWidget *parent = nullptr);

    void setScore(const QualityScores &scores, const QualityScore &score);
    void clear(const QString &sentence);
    void showResult(const QualityScores &scores, const QualityCutResult &result);
    const QualityCut &cut() const { return m_cut; }
    void setCut(double low, double high, QualityCut::Show show);
    /// "0.60 to 1.00", as the slider says it.
    QString rangeText() const;

    HistogramSlider *slider() const { return m_slider; }
    ReadingPane *kept() const { return m_kept; }
    ReadingPane *dropped() const { return m_dropped; }
    QSplitter *sides() const { return m_sides; }

signals:
    void cutRequested(const phi1::QualityCut &cut);

private:
    void ask();

    Panel *m_panel;
    HistogramSlider *m_slider;
    SegmentedChoice *m_show;
    ActionButton *m_again;
    TextLabel *m_keptValue, *m_keptNote, *m_droppedValue, *m_droppedNote;
    ReadingPane *m_kept, *m_dropped;
    QSplitter *m_sides;
    QualityCut m_cut;
};

/// A value of a score in a list: "0.94", "1 204".
QString scoreText(const NumberFacet &spread, double value);

} // namespace phi1
