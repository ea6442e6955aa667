// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class IconButton;
class SearchField;

/// The bar above a text that finds words in it.
class FindBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    void open(const QString &text);
    QString text() const;
    /// @param isPartial  the text is still being searched
    void setFound(int current, int count, bool isPartial);

signals:
    void textChanged(const QString &text);
    void nextRequested();
    void previousRequested();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    SearchField *m_field;
    IconButton *m_previous;
    IconButton *m_next;
};

} // namespace phi1
