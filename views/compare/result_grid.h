// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QVector>

namespace phi1 {

struct ResultColumn {
    QString name;
    QString detail; ///< "finetuned, step 6 000"
    int slot = 0;
};

struct ResultRow {
    QString title;
    QString group; ///< "Exercises"; a head stands before the first row of each
};

struct ResultCell {
    enum class State { Waiting, Running, Done, Failed };
    State state = State::Waiting;
    QString text;     ///< beginning of the completion
    int variant = -1; ///< 0, 1, 2 …: equal outputs of a row have the same, shown as A, B, C
    int tokens = -1;
    double meanProbability = -1;
    QString problem; ///< with Failed
};

/// A set of prompts over several checkpoints: one row per prompt, one column per checkpoint, in
/// each cell which outputs are alike and how they begin. Arrow keys walk, Enter opens.
class ResultGrid final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit ResultGrid(QWidget *parent = nullptr);

    void setColumns(const QVector<ResultColumn> &columns);
    void setRows(const QVector<ResultRow> &rows); ///< forgets the cells
    void setCell(int row, int column, const ResultCell &cell);
    const ResultCell &cell(int row, int column) const;
    int rowCount() const { return static_cast<int>(m_rows.size()); }
    int columnCount() const { return static_cast<int>(m_columns.size()); }
    int currentRow() const { return m_row; }
    int currentColumn() const { return m_column; }
    void setCurrent(int row, int column);
    QRect cellRect(int row, int column) const;   ///< on the viewport
    QString cellText(int row, int column) const; ///< as it is read out

signals:
    void currentChanged(int row, int column);
    void cellActivated(int row, int column);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void arrange();
    int headHeight() const;
    int titleWidth() const;
    int columnWidth() const;
    int rowTop(int row) const;
    void paintCell(QPainter &painter, int row, int column, const QRect &rect) const;
    void paintTitle(QPainter &painter, int row) const;
    void paintColumnHeads(QPainter &painter) const;

    QVector<ResultColumn> m_columns;
    QVector<ResultRow> m_rows;
    QVector<ResultCell> m_cells; ///< row by row
    QVector<int> m_tops;         ///< of each row, without the heads of the columns
    int m_height = 0;
    int m_row = -1;
    int m_column = 0;
};

} // namespace phi1
