// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace phi1 {

/// One way a completion went. Parents come before their children.
struct BranchNode {
    qint64 id = 0;
    qint64 parent = -1; ///< -1: the completion as the model began it
    int token = -1;     ///< where it leaves the parent, 0-based
    QByteArray forced;  ///< what was put there instead
    int tokens = 0;     ///< its length
    bool isLive = false;
};

/// The tree of a pane's branches as one line of chips: "first", then "4 ·[" for the branch that has
/// " [" as token 4. Hidden while there is only one. One tab stop; ← → choose, Delete removes.
class BranchStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit BranchStrip(QWidget *parent = nullptr);

    void setBranches(const QVector<BranchNode> &branches, qint64 current);
    qint64 currentBranch() const { return m_current; }
    QString branchText(int index) const;
    QRect branchRect(int index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void branchChosen(qint64 id);
    void removeRequested(qint64 id);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Placed {
        int node = 0;
        int depth = 0;
        QRect rect;
    };
    void arrange();
    QString parentText(const BranchNode &node) const;
    int placedAt(const QPoint &position) const;
    void choose(int placed);
    int currentPlaced() const;
    void showCurrent();

    QVector<BranchNode> m_nodes;
    QVector<Placed> m_placed;
    qint64 m_current = 0;
    int m_offset = 0;
    int m_width = 0;
};

} // namespace phi1
