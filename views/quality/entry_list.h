// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QListView>

#include "views/quality/quality_types.h"

class QStandardItemModel;

namespace phi1 {

/// Samples of a list that fits into memory: title, what follows it, figures at the right, the label
/// somebody gave. ↑ ↓ go through them.
class EntryList final : public QListView
{
    Q_OBJECT
public:
    using FigureText = std::function<QString(const QualityEntry &entry)>;

    explicit EntryList(const QString &name, QWidget *parent = nullptr);

    /// @param figure  what stands at the right: "0.94"
    /// Keeps the current sample where it is still in the list, else takes the first one.
    void setEntries(const QVector<QualityEntry> &entries, const FigureText &figure);
    const QVector<QualityEntry> &entries() const { return m_entries; }
    SampleRow currentRow() const; ///< noSample: none
    void setLabel(SampleRow row, int label);
    void step(int count); ///< goes on to another sample
    void setPlaceholder(const QString &text) { m_placeholder = text; }

    static int rowHeight();

signals:
    void currentSampleChanged(phi1::SampleRow row);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QStandardItemModel *m_model;
    QVector<QualityEntry> m_entries;
    QString m_placeholder;
    bool m_filling = false;
};

} // namespace phi1
