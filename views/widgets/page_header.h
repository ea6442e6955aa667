// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace phi1 {

class ElidedLabel;
class IconButton;
class TextLabel;

/// The head of a page, 52 px: back arrow of sub-pages, title, one line of facts, actions at the
/// right.
class PageHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit PageHeader(const QString &title = {}, QWidget *parent = nullptr);

    QString title() const;
    void setTitle(const QString &title);
    void setFacts(const QString &facts);
    void setBackVisible(bool visible);
    /// Puts a widget at the right end; the primary button comes last.
    void addActionWidget(QWidget *widget);

signals:
    void backRequested();

private:
    IconButton *m_back;
    TextLabel *m_title;
    ElidedLabel *m_facts;
    QHBoxLayout *m_layout;
};

} // namespace phi1
