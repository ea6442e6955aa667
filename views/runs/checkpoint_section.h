// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "views/runs/checkpoint_row.h"

class QVBoxLayout;

namespace phi1 {

class ActionButton;
class CurveData;
class SectionTitle;
class TextLabel;
struct CheckpointInfo;

/// The checkpoints of a run that lie on disk, newest first, and what can be done with one.
class CheckpointSection final : public QWidget
{
    Q_OBJECT
public:
    explicit CheckpointSection(QWidget *parent = nullptr);

    /// `curve` tells size and validation loss; may be null.
    void show(const QVector<CheckpointInfo> &checkpoints, const CurveData *curve);
    using QWidget::show;

signals:
    void finetuneRequested(const QString &folder);
    void compareRequested(const QString &folder);
    void stepRequested(qint64 step);
    void copied(const QString &what);

private:
    void showMenu(CheckpointRow *row);
    void arrange();

    SectionTitle *m_title;
    TextLabel *m_none;
    QVBoxLayout *m_rowLayout;
    QVector<CheckpointRow *> m_rows;
    QVector<CheckpointRow::Content> m_contents; ///< newest first
    ActionButton *m_all;
    bool m_showsAll = false;
};

} // namespace phi1
