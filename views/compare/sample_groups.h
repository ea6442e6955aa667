// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QVector>

namespace phi1 {

/// Samples of one prompt whose outputs are the same to the byte.
struct SampleRow {
    QString text;
    QVector<int> samples; ///< numbers, from 0
    double meanProbability = -1;
    int tokens = -1;
    QString ending;      ///< "end of text", "stopped at \n\n", "160 tokens"
    bool isLive = false; ///< some of it still being written, so it may yet part
};

/// The samples of a prompt, equal ones as one row with their count: "3 of 8", a bar of that share,
/// the first lines of the text. ↑ ↓ choose.
class SampleGroups final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit SampleGroups(QWidget *parent = nullptr);

    void setGroups(const QVector<SampleRow> &groups, int sampleCount);
    void setSlot(int slot);
    int currentGroup() const { return m_current; }
    void setCurrentGroup(int group);
    int groupCount() const { return static_cast<int>(m_groups.size()); }
    QString groupText(int group) const; ///< as it is read out

signals:
    void groupChosen(int group);
    void groupActivated(int group); ///< double-click or Enter: show it in the pane

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int rowHeight() const;
    QRect rowRect(int group) const;
    int groupAt(const QPoint &position) const;
    void updateRange();
    void paintGroup(QPainter &painter, int group, const QRect &rect) const;

    QVector<SampleRow> m_groups;
    int m_sampleCount = 0;
    int m_current = -1;
    int m_slot = 0;
};

} // namespace phi1
