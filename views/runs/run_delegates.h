// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/runs/run_cell_delegate.h"

namespace phi1 {

/// Eye and swatch. A click on the eye shows or hides the curve, with Alt it shows no other; a click
/// on the swatch asks for the popup of colours.
class SwatchDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;
    static QRect eyeRect(const QRect &cell);
    static QRect swatchRect(const QRect &cell);
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

signals:
    void shownToggled(const QString &runId);
    void soloRequested(const QString &runId);
    void colourRequested(const QString &runId, const QRect &swatch); ///< in the view's viewport

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// Title, bold where selected, with a pin for the baseline. Edits the title in place.
class RunNameDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// Mark and word.
class RunStateDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// Bar, steps done and steps planned.
class RunProgressDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// A number or a duration at the right; a NaN in the colour of errors.
class RunNumberDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;
    static QString text(const RunInfo &run, int column);

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// Devices, start, tags, notes: small text, names elided in the middle. Tags and notes are edited
/// in place.
class RunTextDelegate final : public RunCellDelegate
{
    Q_OBJECT
public:
    using RunCellDelegate::RunCellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const RunInfo &run) const override;
};

/// Colour of a run's line and swatch.
QColor runColour(const RunInfo &run);
/// Slot whose dash pattern the line has.
int runDashSlot(const RunInfo &run);
/// "8 × A100" from "A100, A100, …".
QString devicesText(const QString &devices);

} // namespace phi1
