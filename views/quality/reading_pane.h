// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/quality/entry_list.h"

class QSplitter;

namespace phi1 {

class Panel;
class SampleTextView;

/// A list of samples and the text of the current one, one above the other or side by side.
class ReadingPane final : public QWidget
{
    Q_OBJECT
public:
    ReadingPane(const QString &title, Qt::Orientation orientation, QWidget *parent = nullptr);

    Panel *panel() const { return m_panel; }
    EntryList *list() const { return m_list; }
    SampleTextView *text() const { return m_text; }
    QSplitter *splitter() const { return m_splitter; }
    void addBelowText(QWidget *widget); ///< a bar of labels
    void showText(SampleRow row, const QByteArray &text);

signals:
    void textRequested(phi1::SampleRow row);

private:
    Panel *m_panel;
    QSplitter *m_splitter;
    EntryList *m_list;
    SampleTextView *m_text;
    QWidget *m_lower;
};

} // namespace phi1
