// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/compare_types.h"

#include <QAbstractScrollArea>

#include <memory>

namespace phi1 {

/// One completion of a comparison by text.
struct DiffColumn {
    QString name;
    int slot = 0; ///< colour of the pane
    QVector<ViewToken> tokens;
};

/// Two or more completions side by side with equal lines on the same height, what differs from the
/// first column marked, long stretches of equal lines folded to one.
///
/// Keys: ↑ ↓ PgUp PgDn scroll, N and Shift+N next and previous difference, Enter unfolds.
class DiffView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Unit { Words, Tokens };
    Q_ENUM(Unit)

    explicit DiffView(QWidget *parent = nullptr);
    ~DiffView() override;

    void setColumns(const QVector<DiffColumn> &columns);
    void setUnit(Unit unit);
    Unit unit() const;
    void setFolding(bool folds); ///< more than six equal lines in a row become one
    bool isFolding() const;
    void setSideWidths(const QVector<int> &widths); ///< so that columns stand under their panes
    int differenceCount() const;
    int rowCount() const; ///< rows shown, folded ones as one
    QString rowText(int row, int column) const;
    bool isFolded(int row) const;
    void goToDifference(int step); ///< 1 = next, -1 = previous

    QSize sizeHint() const override;

signals:
    void summaryChanged(const QString &text); ///< "3 differences · 12 of 19 lines equal"

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
